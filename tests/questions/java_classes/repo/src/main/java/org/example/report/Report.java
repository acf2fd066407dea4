package org.example.report;

import org.example.library.Book;
import org.example.library.Shelf.Order;

public class Report {
    private Book book;

    public String line(Book other, Order order) {
        if (order == Order.YEAR) {
            return this.book.title();
        }
        return other.title() + Book.LONGEST;
    }
}
