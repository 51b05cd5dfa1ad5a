"""Every call of the dialect once, with what was asked and what was answered."""

from datetime import time, timedelta
from decimal import Decimal

from django.utils import timezone

from orders.commands import packages
from orders.models import Address, City, Country, LaunchCampaign, Order
from tests import factories
from tests.integrations.uniware.shapes import exact
from tests.integrations.vijaysales.conftest import an_order

GSTIN = "27AAPFU0939F1ZV"
BLOCK = {
    "referenceId": "cart-1",
    "pincode": "400001",
    "deliveryType": "HOME_DELIVERY",
    "ttlSeconds": 900,
    "items": [{"vanNo": "245179", "quantity": 1}],
}
NOTICE = {
    "vanNo": "245179", "pincode": "400001", "name": "Asha Rao", "mobile": "9820012345",
    "channels": ["SMS"], "consent": True,
}  # fmt: skip
SIGN_UP = {
    "campaignCode": "PHONE-2", "name": "Asha Rao", "mobile": "9820012345", "pincode": "400001",
    "quantity": 1, "consent": True,
}  # fmt: skip


def every_call(shop, vijay) -> dict[str, dict]:
    """Return {"asked", "answer"} by the name of the call."""
    login = {"username": vijay.told["username"], "password": vijay.told["password"]}
    token = post(vijay, "login", login)
    bearer = {"authorization": f"Bearer {token['answer']['data']['token']}"}
    done = {"login": token, "me": get(vijay, "me", **bearer)}
    done["logout"] = post(vijay, "logout", None, **bearer)
    done["gstin"] = get(vijay, f"gstin/{GSTIN}")
    done["gstin_body"] = post(vijay, "gstin/validate", {"gstin": GSTIN})
    _furnish(shop)
    done |= _stock(vijay)
    done |= _orders(vijay)
    done |= _interest(shop, vijay)
    return done


def _furnish(shop):
    """Give the location a place on the map and an hour after which it takes another day."""
    now = timezone.now()
    country = Country.objects.create(name="India", code="IN")
    city = City.objects.create(
        name="Mumbai", country=country, state="Maharashtra", state_code="MH",
        latitude=Decimal("18.92"), longitude=Decimal("72.83"),
    )  # fmt: skip
    shop.location.address = Address.objects.create(
        content_hash="MUM1", city=city, line="1 Fort Road", postcode="400001",
        created_date=now, modified_date=now,
    )  # fmt: skip
    shop.location.save(update_fields=["address"])
    shop.location.service_areas.update(cutoff=time(17))


def _stock(vijay):
    query = "serviceability?pincode=400001&vanNo=245179&quantity=1&storeList=true"
    items = [{"vanNo": "245179", "quantity": 1}, {"vanNo": "777", "quantity": 1}]
    body = {"pincode": "400001", "items": items, "storeList": True, "paymentMode": "PREPAID"}
    done = {"serviceability": get(vijay, query)}
    done["serviceability_body"] = post(vijay, "serviceability", body)
    done["block"] = post(vijay, "inventory/block", BLOCK)
    block = f"inventory/block/{done['block']['answer']['data']['blockId']}"
    done["block_now"] = get(vijay, block)
    done["block_released"] = post(vijay, f"{block}/release", None)
    done["block_deleted"] = {"asked": None, "answer": told(vijay.send("DELETE", block))}
    return done


def _orders(vijay):
    done = {"order_created": post(vijay, "orders", buyer(partnerOrderId="VS-1001"))}
    key = done["order_created"]["answer"]["data"]["orderId"]
    package = Order.objects.get(pk=key).packages.get()
    at, carrier = timezone.now(), factories.cargo_company()
    packages.pack(package.pk, by="test", at=at)
    awb = {"carrier": carrier.pk, "tracking_number": "AWB0001"}
    packages.ship(package.pk, **awb, by="test", at=at)
    packages.deliver(package.pk, by="test", at=at)
    done["orders"] = get(vijay, "orders?status=DELIVERED&limit=20")
    done["order"] = get(vijay, f"orders/{key}")
    done["item"] = get(vijay, f"items/{key}-1")
    done["status"] = get(vijay, f"orders/{key}/status")
    done["statuses"] = post(vijay, "orders/status", {"orderIds": [key, "VS-404"]})
    done["invoice"] = get(vijay, f"orders/{key}/invoice?format=json")
    done["invoice_base64"] = get(vijay, f"orders/{key}/invoice.pdf?format=base64")
    items = [{"vanNo": "245179", "quantity": 1, "unitPrice": "69990.00"}]
    again = buyer(partnerOrderId="VS-1002", items=items, orderAmount="70039.00")
    key = post(vijay, "orders", again)["answer"]["data"]["orderId"]
    done["cancelled"] = post(vijay, f"orders/{key}/cancel", {"reasonCode": "CUSTOMER_REQUEST"})
    return done


def _interest(shop, vijay):
    now, day = timezone.now(), timedelta(days=1)
    LaunchCampaign.objects.create(
        code="PHONE-2", product=shop.phone, starts_at=now - day, ends_at=now + day, capacity=10
    )
    return {
        "notify_me": post(vijay, "notify-me", NOTICE),
        "pre_register": post(vijay, "pre-register", SIGN_UP),
    }


def buyer(**changes) -> dict:
    """Return the body of an order of a registered buyer."""
    customer = {
        "firstName": "Asha", "lastName": "Rao", "mobile": "9820012345",
        "email": "asha@example.com", "customerCode": "C-77",
    }  # fmt: skip
    told = {"customer": customer, "notes": "Ring twice", "gstin": GSTIN, "companyName": "Rao Ltd"}
    return an_order(**told | changes)


def get(vijay, path, **headers):
    return {"asked": None, "answer": told(vijay.get(path, **headers))}


def post(vijay, path, body, **headers):
    return {"asked": body, "answer": told(vijay.post(path, body, **headers))}


def told(answer):
    assert answer.status_code == 200, answer.content
    return exact(answer)
