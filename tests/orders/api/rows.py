"""Rows written by hand, at random but the same for a seed: every column null where it may be."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from orders.models import (
    Address,
    CargoCompany,
    Channel,
    City,
    Country,
    Customer,
    District,
    Order,
    OrderItem,
    Package,
    PackageItem,
    PriceList,
    Product,
    ProductImage,
    StockList,
    StockLocation,
    Township,
)
from orders.workflow import OrderStatus, PackageStatus

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
WORDS = [
    "", "Jansen & Söhne", 'quote " and \\', "İstanbul", "tab\there", "line\nbreak", "😀", "</x>",
]  # fmt: skip


class Dice:
    """Makes rows; two with the same seed make the same ones."""

    def __init__(self, seed=0):
        self.random = random.Random(seed)
        self.made = 0

    def key(self):
        self.made += 1
        return 10_000 + self.made

    def text(self):
        return self.random.choice(WORDS)

    def maybe(self, value):
        return self.random.choice([value, None])

    def moment(self):
        seconds = self.random.randrange(10**9)
        microseconds = self.random.choice([0, 1, 500_000, 677_011])
        return EPOCH + timedelta(seconds=seconds, microseconds=microseconds)

    def money(self):
        return Decimal(self.random.randrange(10**7)).scaleb(-2)

    def flag(self):
        return self.random.choice([True, False])

    def json(self):
        return self.random.choice([{}, {"b": 1, "a": [None, True, "ı"], "longer key": {"x": {}}}])

    def stamps(self):
        return {"created_date": self.moment(), "modified_date": self.moment()}

    def place(self, model, **parents):
        degrees = Decimal(self.random.randrange(10**10)).scaleb(-8)
        return model.objects.create(
            omnitron_id=self.maybe(self.key()),
            name=self.text(),
            is_active=self.flag(),
            longitude=self.maybe(degrees),
            latitude=self.maybe(degrees),
            **parents,
        )

    def channel(self, **changes):
        fields = {
            "name": self.text(),
            "omnitron_id": self.maybe(self.key()),
            "server": "https://hub.example.com:8443/api/v1",
            "username": "omnitron",
            "password": "canary-password",
            "auth_token": "canary-token",
            "hook_secret": "canary-hook",
        }
        return Channel.objects.create(**fields | changes)

    def location(self, **changes):
        fields = {"name": self.text(), "erp_code": f"S{self.key()}"}
        return StockLocation.objects.create(**fields | changes)

    def carrier(self, **changes):
        fields = {"name": "Aras", "omnitron_id": self.maybe(self.key()), **self.stamps()}
        return CargoCompany.objects.create(**fields | changes)

    def customer(self, channel):
        return Customer.objects.create(
            omnitron_id=self.maybe(self.key()),
            content_hash=str(self.key()),
            channel=channel,
            email="j@example.com",
            first_name=self.text(),
            last_name=self.text(),
            phone_number=self.maybe(self.text()),
            erp_code=self.maybe(self.text()),
            **self.stamps(),
        )

    def address(self, customer):
        country = self.place(Country, code=str(self.key())[-16:])
        city = self.place(City, country=country)
        township = self.place(Township, city=city)
        district = self.place(District, city=city, township=self.maybe(township))
        return Address.objects.create(
            omnitron_id=self.maybe(self.key()),
            content_hash=str(self.key()),
            customer=self.maybe(customer),
            country=self.maybe(country),
            city=self.maybe(city),
            township=self.maybe(township),
            district=self.maybe(district),
            mapping=self.maybe(self.json()),
            title=self.text(),
            is_active=self.flag(),
            line=self.text(),
            postcode=self.maybe("06290"),
            notes=self.maybe(self.text()),
            phone_number=self.maybe(self.text()),
            e_bill_taxpayer=self.flag(),
            **self.stamps(),
        )

    def product(self):
        product = Product.objects.create(
            omnitron_id=self.maybe(self.key()),
            name=self.text(),
            sku=f"SKU-{self.key()}",
            barcode=self.maybe("869"),
            attributes=self.json(),
            attributes_kwargs=self.json(),
            extra_attributes=self.json(),
            remote_modified_date=self.maybe(self.moment()),
            **self.stamps(),
        )
        for n in range(self.random.randrange(3)):
            url = f"https://cdn.example.com/{n}.jpg"
            ProductImage.objects.create(product=product, order=-n, url=url)
        return product

    def list_row(self, model, **fields):
        return model.objects.create(
            omnitron_id=self.maybe(self.key()),
            name=self.text(),
            code=self.maybe("list"),
            is_auto_sync=self.flag(),
            **self.stamps(),
            **fields,
        )

    def item(self, order, line):
        cancelled_at = self.maybe(self.moment())
        open_states = [OrderStatus.INACTIVE, OrderStatus.PREPARING]
        return OrderItem.objects.create(
            order=order,
            line=line,
            omnitron_id=self.maybe(self.key()),
            parent_omnitron_id=self.maybe(7),
            state=OrderStatus.CANCELLED if cancelled_at else self.random.choice(open_states),
            remote_status=OrderStatus.APPROVED,
            cancelled_at=cancelled_at,
            product=self.product(),
            price_list=self.maybe(self.list_row(PriceList, currency="try")),
            stock_list=self.maybe(self.list_row(StockList)),
            net_amount=self.money(),
            price=self.money(),
            price_currency="try",
            retail_price=self.maybe(self.money()),
            tax_rate=self.maybe(Decimal("18.00")),
            tax_amount=self.maybe(self.money()),
            discount_amount=self.maybe(self.money()),
            without_net_amount=self.maybe(self.money()),
            installment_interest_amount=self.maybe(self.money()),
            attributes=self.json(),
            attributes_kwargs=self.json(),
            image=self.maybe(self.text()),
            extra_field=self.json(),
            **self.stamps(),
        )

    def order(self, *, channel=None, units=None, **changes):
        channel = channel or self.channel()
        customer, number = self.customer(channel), str(self.key())
        shipping = self.address(customer)
        fields = {
            "number": number,
            "code": number,
            "omnitron_id": self.maybe(self.key()),
            "state": self.random.choice([OrderStatus.APPROVED, OrderStatus.SHIPPED]),
            "remote_status": OrderStatus.APPROVED,
            "customer": customer,
            "shipping_address": shipping,
            "billing_address": self.random.choice([shipping, self.address(customer)]),
            "retail_store": self.maybe(self.location()),
            "cargo_company": self.maybe(self.carrier()),
            "payment_type": "credit_card",
            "delivery_range": self.maybe({"lower": "a", "upper": "b"}),
            "date_placed": self.moment(),
            "tracking_number": self.maybe(self.text()),
            "has_gift_box": self.flag(),
            "gift_box_note": self.maybe(self.text()),
            "notes": self.maybe(self.text()),
            "segment": self.maybe(self.text()),
            "currency": "try",
            "amount": self.money(),
            "cancellation_requested_at": self.maybe(self.moment()),
            "held_at": self.maybe(self.moment()),
            **self.stamps(),
        }
        order = Order.objects.create(channel=channel, **fields | changes)
        units = self.random.randrange(4) if units is None else units
        for line in range(units):
            self.item(order, line)
        Order.objects.filter(pk=order.pk).update(order_item_count=units)
        return order

    def package(self, order, *, location=None, items=None, **changes):
        sequence = order.packages.count() + 1
        fields = {
            "sequence": sequence,
            "number": f"{order.code}P{sequence}",
            "state": PackageStatus.WAITING,
            **self.stamps(),
        }
        package = Package.objects.create(
            order=order, stock_location=location or self.location(), **fields | changes
        )
        for item in order.orderitem_set.all() if items is None else items:
            PackageItem.objects.create(
                package=package, order_item=item, state=package.state, live=False, **self.stamps()
            )
        return package
