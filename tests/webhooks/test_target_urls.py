"""Which URLs may be registered over the API: every spelling of a private address is refused."""

import pytest

from tests.oms.test_addresses import SPELLINGS
from webhooks import target_urls

GOOD = [
    "https://hooks.example.com/oms",
    "https://hooks.example.com:8443/oms?key=a",
    "https://hooks.example.com:443",
    "https://93.184.215.14/hook",
    "https://[2606:4700:4700::1111]/",
    "https://xn--bcher-kva.example/",
]
BAD = {
    "http://hooks.example.com/": "Only https",
    "ftp://hooks.example.com/": "Only https",
    "//hooks.example.com/": "Only https",
    "https://u:p@hooks.example.com/": "No user",
    "https://hooks.example.com@127.0.0.1/": "No user",
    "https://hooks.example.com:22/": "Only the ports",
    "https://hooks.example.com:0/": "Only the ports",
    "https://hooks.example.com:99999/": "not a URL",
    "https://hooks.example.com:x/": "not a URL",
    "https://[::1/": "not a URL",
    "https://[hooks.example.com]/": "not a URL",
    "https:///path": "public host name",
    "https://hooks/": "public host name",
    "https://metadata.google.internal/": "public host name",
    "https://a.localhost/": "public host name",
    "https://printer.local./": "public host name",
    "https://%31%32%37.0.0.1/": "public host name",
    "https://hooks.example.com\\@evil.example/": "ASCII",
    "https://hooks.example.com/a b": "ASCII",
    "https://hooks.exаmple.com/": "ASCII",
    "https://hooks.example.com/\n": "ASCII",
    "https://hooks.example.com/" + "a" * 2048: "2048 characters",
}


@pytest.mark.parametrize("url", GOOD)
def test_a_public_https_url_is_fit(url):
    target_urls.refuse_unfit(url)


@pytest.mark.parametrize("url", BAD)
def test_what_we_would_never_call_is_refused_with_a_sentence(url):
    with pytest.raises(target_urls.Unfit, match=BAD[url]):
        target_urls.refuse_unfit(url)


@pytest.mark.parametrize("host", SPELLINGS)
def test_every_spelling_of_an_address_that_is_not_public_is_refused(host):
    with pytest.raises(target_urls.Unfit):
        target_urls.refuse_unfit(f"https://{host}/hook")
