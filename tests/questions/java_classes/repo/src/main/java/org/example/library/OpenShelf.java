package org.example.library;

public class OpenShelf extends Shelf {
    @Override
    public void add(Book book) {
        super.add(book);
    }

    @Override
    protected void changed() {
        System.out.println(books.size());
    }
}
