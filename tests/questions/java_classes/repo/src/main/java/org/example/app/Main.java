package org.example.app;

import org.example.library.*;
import org.example.util.Checks;

public class Main {
    private final Shelf shelf = new OpenShelf();

    public static void main(String[] args) {
        new Main().run(args[0]);
    }

    void run(String title) {
        Checks.notEmpty(title);
        Book book = new Book.Builder().title(title).build();
        shelf.add(book);
        OpenShelf other = new OpenShelf();
        other.add(book);
        java.util.List<String> names = new java.util.ArrayList<>();
        names.add(book.title());
        System.out.println(Shelf.Order.TITLE);
    }
}
