"""What a partner of this dialect is given, and what its tokens may do."""

from integrations import dialects

DIALECT = dialects.Dialect(
    rights=("read",),
    told={
        "clientId": dialects.USERNAME,
        "clientSecret": dialects.SECRET,
        "companyCode": dialects.COMPANY_CODE,
    },
)
