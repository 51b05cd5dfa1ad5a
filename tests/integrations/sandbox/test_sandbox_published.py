"""The published orders come out of the stand-in Omnitron with the facts that the page prints."""

PLACES = ("country", "city", "township", "district")
PRINTED_PLACES = {
    "country": {
        "pk": 1,
        "name": "Italy",
        "code": "it",
        "is_active": True,
        "longitude": "35.30207500",
        "latitude": "39.05625600",
    },
    "city": {
        "pk": 7,
        "name": "MILANO",
        "country": 1,
        "is_active": True,
        "longitude": "32.85404900",
        "latitude": "39.92076300",
    },
    "township": {
        "pk": 84,
        "name": "20158 Milano MI",
        "city": 7,
        "is_active": True,
        "longitude": "32.85342000",
        "latitude": "39.92003000",
    },
    "district": {
        "pk": 6245,
        "name": "Lorem Ipsum",
        "city": 7,
        "township": 84,
        "is_active": True,
        "longitude": "32.87055100",
        "latitude": "39.90130400",
    },
}


def only(omnitron, number):
    answer = omnitron.get("orders/", params={"channel": 1, "number": number})
    (order,) = answer.json()["results"]
    return order


def test_the_oldest_two_orders_are_the_published_ones(omnitron):
    first = omnitron.get("orders/?sort=modified_date&limit=2").json()["results"]

    assert [(order["pk"], order["number"]) for order in first] == [
        (63460, "2291086068212691"),
        (63461, "2291090711512921"),
    ]


def test_the_published_order_carries_its_facts(omnitron):
    order = only(omnitron, "2291090711512921")

    expected = {
        "channel": 1,
        "status": "400",
        "date_placed": "2023-05-17T13:45:20.568681Z",
        "currency": "try",
        "amount": "250.00",
        "shipping_amount": "0.00",
        "payment_option_slug": "credit-card",
        "cargo_company": 34,
        "retail_store": None,
        "delivery_range": None,
        "client_type": "default",
        "delivery_type": "standard",
        "has_gift_box": False,
        "gift_box_note": None,
        "notes": None,
        "segment": None,
        "tracking_number": None,
    }
    assert {key: order[key] for key in expected} == expected
    assert order["transactions"] == [
        {"pk": 63461, "payment_type": "credit_card", "amount": "250.00"}
    ]
    (item,) = order["orderitem_set"]
    assert (item["pk"], item["order"], item["product"]) == (70193, 63461, 8362)
    prices = [item[key] for key in ("price", "net_amount", "retail_price", "discount_amount")]
    assert prices == ["250.00", "250.00", "1000.00", "125.00"]
    assert (item["tax_rate"], item["tax_amount"], item["price_currency"]) == ("8.00", None, "try")
    assert (item["price_list"], item["stock_list"]) == (34, 34)
    assert item["extra_field"] == {"price_extra_field": {}, "stock_extra_field": {}}


def test_the_published_address_stands_where_the_page_says(omnitron):
    order = only(omnitron, "2291086068212691")
    address = order["shipping_address"]

    assert order["billing_address"] == address
    assert (address["pk"], address["line"], address["postcode"]) == (
        10033,
        "Viale Edoardo Jenner",
        "06290",
    )
    assert (address["phone_number"], address["email"]) == ("+90 555XXX0000", "[email protected]")
    assert {key: address[key] for key in PLACES} == PRINTED_PLACES
    assert order["customer"]["pk"] == 3433
    assert (order["customer"]["first_name"], order["customer"]["phone_number"]) == ("John", None)


def test_the_published_product_and_lists_are_told_by_id(omnitron):
    product = omnitron.get("products/8362/").json()
    price_list = omnitron.get("price_lists/34/").json()
    stock_list = omnitron.get("stock_lists/34/").json()

    assert (product["sku"], product["barcode"]) == ("AKN-008", None)
    assert product["modified_date"] == "2022-09-07T11:49:23.777608Z"
    assert product["attributes_kwargs"]["integration_kol_boyu"]["data_type"] == "dropdown"
    assert product["productimage_set"][0]["image"] == (
        "https://cdn.example.com/products/2022/09/07/8362/38f3cfef-d582-489e-bcc2-324cd0455c72.jpg"
    )
    assert price_list == {
        "pk": 34,
        "code": "pz_fiyat_list",
        "name": "pz_fiyat_list",
        "currency": "try",
        "created_date": "2021-02-25T13:41:08.252536Z",
        "is_auto_sync": False,
        "modified_date": "2023-02-02T13:27:03.825072Z",
    }
    assert stock_list == {
        "pk": 34,
        "code": None,
        "name": "pz_stok_list",
        "created_date": "2021-02-25T13:41:20.523128Z",
        "is_auto_sync": False,
        "modified_date": "2021-02-25T13:41:20.523152Z",
    }
