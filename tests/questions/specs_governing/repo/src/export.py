def export_report(bookings):
    return "day,amount\n"
