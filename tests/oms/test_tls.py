"""TLS: the certificate is for the name, whatever the address."""

import datetime
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from oms import addresses, http
from tests.oms.wire import drips, says


def test_tls_is_verified_for_the_name_and_not_for_the_address(
    speaker, resolver, authority, certificate
):
    seen = []
    server_tls = certificate("shop.example")
    server_tls.sni_callback = lambda _socket, name, _context: seen.append(name)
    server = speaker(says("200 OK", b"verified"), tls=server_tls)
    resolver.append(["127.0.0.1"])

    answer = http.send("GET", f"https://shop.example:{server.port}/", networks=["127.0.0.0/8"])

    assert answer.body == b"verified"
    assert seen == ["shop.example"]


@pytest.mark.parametrize("name", ["other.example", "127.0.0.1.example"])
def test_a_certificate_for_another_name_is_no_connection(
    speaker, resolver, authority, certificate, name
):
    server = speaker(says(), tls=certificate(name))
    resolver.append(["127.0.0.1"])

    with pytest.raises(http.Unreachable, match=r"^SSLCertVerificationError$") as caught:
        http.send("GET", f"https://shop.example:{server.port}/", networks=["127.0.0.0/8"])

    assert caught.value.retry
    assert server.heads == []


def test_a_certificate_of_an_unknown_authority_is_no_connection(speaker, resolver, certificate):
    server = speaker(says(), tls=certificate("shop.example"))
    resolver.append(["127.0.0.1"])

    with pytest.raises(http.Unreachable, match=r"^SSLCertVerificationError$"):
        http.send("GET", f"https://shop.example:{server.port}/", networks=["127.0.0.0/8"])

    assert server.heads == []


def test_a_slow_drip_through_tls_ends_too(speaker, resolver, authority, certificate):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n"
    server = speaker(drips(head), tls=certificate("shop.example"))
    resolver.append(["127.0.0.1"])

    with pytest.raises(http.Unreachable, match=r"^TimeoutError$"):
        http.send(
            "GET", f"https://shop.example:{server.port}/", timeout=0.4, networks=["127.0.0.0/8"]
        )


@pytest.fixture
def key():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def certificate(key, tmp_path):
    """Return a maker of server contexts whose certificate signs itself for one name."""

    def make(name):
        (tmp_path / "server.pem").write_bytes(_self_signed(key, name))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "server.pem")
        return context

    return make


@pytest.fixture
def authority(tmp_path, monkeypatch):
    """Let this machine trust what `certificate` makes."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))


@pytest.fixture(autouse=True)
def _trust_is_read_anew():
    addresses.tls.cache_clear()
    yield
    addresses.tls.cache_clear()


def _self_signed(key, name):
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + signed.public_bytes(serialization.Encoding.PEM)
