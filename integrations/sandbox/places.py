"""Where the sandbox's customers live and its stores stand: Indian cities with their states."""

from decimal import Decimal

CREATED = "2025-04-01T06:30:00.000000Z"
INDIA = {
    "pk": 2,
    "name": "India",
    "code": "in",
    "is_active": True,
    "longitude": "78.96288000",
    "latitude": "20.59368400",
}

# name, state, state code, longitude, latitude, township, its districts with their postcodes
CITIES = [
    ("Mumbai", "Maharashtra", "MH", "72.87765500", "19.07609000", "Andheri West",
     [("Lokhandwala", "400053"), ("Versova", "400061")]),
    ("Pune", "Maharashtra", "MH", "73.85674400", "18.52043000", "Haveli",
     [("Koregaon Park", "411001"), ("Baner", "411045")]),
    ("Delhi", "Delhi", "DL", "77.20902100", "28.61393900", "New Delhi",
     [("Connaught Place", "110001"), ("Saket", "110017")]),
    ("Gurugram", "Haryana", "HR", "77.02663800", "28.45949700", "Wazirabad",
     [("Sector 29", "122002"), ("Sohna Road", "122018")]),
    ("Bengaluru", "Karnataka", "KA", "77.59456300", "12.97159900", "Bengaluru South",
     [("Koramangala", "560034"), ("Jayanagar", "560041")]),
    ("Chennai", "Tamil Nadu", "TN", "80.27071800", "13.08268000", "Mylapore",
     [("Adyar", "600020"), ("Velachery", "600042")]),
    ("Hyderabad", "Telangana", "TS", "78.48667100", "17.38504400", "Serilingampally",
     [("Gachibowli", "500032"), ("Madhapur", "500081")]),
    ("Kolkata", "West Bengal", "WB", "88.36389500", "22.57264600", "Ballygunge",
     [("Gariahat", "700019"), ("Salt Lake", "700064")]),
    ("Ahmedabad", "Gujarat", "GJ", "72.57136200", "23.02250500", "Ahmedabad City West",
     [("Navrangpura", "380009"), ("Satellite", "380015")]),
    ("Jaipur", "Rajasthan", "RJ", "75.78727100", "26.91243400", "Sanganer",
     [("C Scheme", "302001"), ("Malviya Nagar", "302017")]),
    ("Kochi", "Kerala", "KL", "76.26730400", "9.93123300", "Kanayannur",
     [("Kadavanthra", "682020"), ("Edappally", "682024")]),
    ("Chandigarh", "Chandigarh", "CH", "76.77941800", "30.73331500", "Chandigarh Sadar",
     [("Sector 17", "160017"), ("Sector 35", "160022")]),
]  # fmt: skip

# erp code, name, kind, city, line
STORES = [
    ("WH-BHW", "Bhiwandi Warehouse", "warehouse", "Mumbai", "Gala 14, Mankoli Naka, Bhiwandi"),
    ("WH-GGN", "Gurugram Warehouse", "warehouse", "Gurugram", "Plot 88, Udyog Vihar Phase IV"),
    ("MUM01", "Mumbai Linking Road", "retail_store", "Mumbai", "221 Linking Road"),
    ("PUN01", "Pune FC Road", "retail_store", "Pune", "1187 Fergusson College Road"),
    ("DEL01", "Delhi Connaught Place", "retail_store", "Delhi", "B-21 Inner Circle"),
    ("BLR01", "Bengaluru Indiranagar", "retail_store", "Bengaluru", "612 100 Feet Road"),
    ("KOL01", "Kolkata Park Street", "retail_store", "Kolkata", "24 Park Street"),
]

# pk, name, erp code, the carrier's own name
CARGOS = [
    (34, "Yurtiçi Kargo", "YURTICI", "yurtici"),
    (35, "Blue Dart", "BLUEDART", "bluedart"),
    (36, "Delhivery", "DELHIVERY", "delhivery"),
    (37, "DTDC", "DTDC", "dtdc"),
    (38, "Ecom Express", "ECOMEXP", "ecom_express"),
]


def settle(world):
    """Put the map, the carriers and the stores into an empty world."""
    world.add("countries", INDIA)
    for city in CITIES:
        _city(world, *city)
    for pk, name, erp_code, carrier in CARGOS:
        row = {"pk": pk, "name": name, "erp_code": erp_code, "shipping_company": carrier}
        world.add("cargos", row | {"created_date": CREATED, "modified_date": CREATED})
    for store in STORES:
        _store(world, *store)


def _city(world, name, state, code, longitude, latitude, township, districts):
    point = {"is_active": True, "longitude": longitude, "latitude": latitude}
    lies_in = {"country": INDIA["pk"], "state": state, "state_code": code}
    city = world.add("cities", {"name": name, **lies_in, **point})
    within = {"city": city["pk"]}
    township = world.add("townships", {"name": township, **within, **_near(point, 1)})
    for n, (district, postcode) in enumerate(districts, start=2):
        inside = within | {"township": township["pk"], "postcode": postcode}
        world.add("districts", {"name": district, **inside, **_near(point, n)})


def _near(point, n):
    shift = Decimal("0.00700000") * n
    longitude, latitude = Decimal(point["longitude"]), Decimal(point["latitude"])
    return point | {"longitude": str(longitude + shift), "latitude": str(latitude - shift)}


def _store(world, erp_code, name, kind, city_name, line):
    city = next(row for row in world.rows("cities") if row["name"] == city_name)
    district = next(row for row in world.rows("districts") if row["city"] == city["pk"])
    address = {"line": line, "postcode": district["postcode"]} | whereabouts(district)
    row = {
        "name": name,
        "erp_code": erp_code,
        "store_type": kind,
        "is_active": True,
        "email": f"{erp_code.lower()}@stores.example.com",
        "phone_number": "+91 22 4000 0000",
        "click_and_collect": kind == "retail_store",
        "latitude": district["latitude"],
        "longitude": district["longitude"],
        "address": address,
        "created_date": CREATED,
        "modified_date": CREATED,
    }
    world.add("retail_stores", row)


def whereabouts(district):
    """Return the ids that place an address in an Indian district."""
    upward = {"city": district["city"], "township": district["township"]}
    return {"country": INDIA["pk"], **upward, "district": district["pk"]}
