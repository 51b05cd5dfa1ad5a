"""What each state is called in Turkish, and which kinds of objects have which codes."""

from orders.workflow import OrderStatus, PackageStatus

TURKISH = {
    OrderStatus.CANCELLATION_WAITING: "İptal Bekliyor",
    OrderStatus.CANCELLED: "İptal Edildi",
    OrderStatus.WAITING: "Beklemede",
    OrderStatus.PAYMENT_WAITING: "Ödeme Bekleniyor",
    OrderStatus.CONFIRMATION_WAITING: "Onay Bekleniyor",
    OrderStatus.APPROVED: "Onaylanmış",
    OrderStatus.INACTIVE: "Aktif Olmayan",
    OrderStatus.PREPARING: "Hazırlanıyor",
    OrderStatus.SHIPPED: "Kargoya Verildi",
    OrderStatus.SHIPPED_AND_INFORMED: "Kargolandı ve Bilgilendirildi",
    OrderStatus.READY_FOR_PICKUP: "Teslim Alınmaya Hazır",
    OrderStatus.ATTEMPTED_DELIVERY: "Teslimat Denendi",
    OrderStatus.REVIEW_STARTED: "İnceleme Başladı",
    OrderStatus.REVIEW_WAITING: "İnceleme Bekliyor",
    OrderStatus.WAITING_FOR_PAYMENT: "Ödeme Bekliyor",
    OrderStatus.PAID: "Ödendi",
    OrderStatus.DELIVERED: "Teslim Edildi",
    OrderStatus.REFUNDED: "İade Edildi",
}
TURKISH_PACKAGE = {
    PackageStatus.WAITING: "Beklemede",
    PackageStatus.PREPARING: "Hazırlanıyor",
    PackageStatus.READY: "Paketlemeye Hazır",
    PackageStatus.PACKED: "Paketlendi",
    PackageStatus.SHIPPED: "Kargoya Verildi",
    PackageStatus.DELIVERED: "Teslim Edildi",
    PackageStatus.RETURNED: "İade Edildi",
    PackageStatus.CANCELLED: "İptal Edildi",
}

# Which code and names a State row has, for each kind of object; the migration sows from this.
STATES = {
    "order": ("OrderStatus", TURKISH),
    "orderitem": ("OrderStatus", TURKISH),
    "package": ("PackageStatus", TURKISH_PACKAGE),
    "packageitem": ("PackageStatus", TURKISH_PACKAGE),
}
