"""A sender that an installation brings itself."""


def by_sms(notice):
    assert notice.mobile
