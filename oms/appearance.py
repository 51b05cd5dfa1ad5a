"""How the admin looks: names, colours, and who fills its first page and its sidebar."""

from django.templatetags.static import static

SHADES = "50 100 200 300 400 500 600 700 800 900 950"
BLUE = "#eff6ff #dbeafe #bfdbfe #93c5fd #60a5fa #3b82f6 #2563eb #1d4ed8 #1e40af #1e3a8a #172554"
UNFOLD = {
    "SITE_TITLE": "OMS",
    "SITE_HEADER": "OMS",
    "SITE_SUBHEADER": "Order management",
    "SITE_SYMBOL": "package_2",
    "SITE_URL": None,
    "LOGIN": {"form": "oms.sign_in.SignInForm"},
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "ENVIRONMENT": "oms.dashboard.environment",
    "DASHBOARD_CALLBACK": "oms.dashboard.first_page",
    "STYLES": [lambda request: static("oms/admin.css")],
    "SIDEBAR": {"navigation": "oms.dashboard.sidebar"},
    "COLORS": {"primary": dict(zip(SHADES.split(), BLUE.split(), strict=True))},
}
