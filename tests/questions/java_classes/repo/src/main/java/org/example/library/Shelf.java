package org.example.library;

import static org.example.util.Checks.notEmpty;

import java.util.ArrayList;
import java.util.List;

/** Where books stand. */
public abstract class Shelf {
    protected final List<Book> books = new ArrayList<>();

    /** Put one book there. */
    public void add(Book book) {
        notEmpty(book.title());
        books.add(book);
        changed();
    }

    public void add(Book book, int times) {
        for (int i = 0; i < times; i++) {
            add(book);
        }
    }

    protected abstract void changed();

    public enum Order { TITLE, YEAR }
}
