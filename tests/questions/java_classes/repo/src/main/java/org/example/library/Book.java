package org.example.library;

import java.util.Objects;

/** A book. It never changes. */
public final class Book implements Comparable<Book> {
    public static final int LONGEST = 200;

    private final String title;

    public Book(String title) {
        this.title = Objects.requireNonNull(title);
    }

    public String title() {
        return title;
    }

    @Override
    public int compareTo(Book other) {
        return title().compareTo(other.title());
    }

    /** Builds books. */
    public static class Builder {
        private String title = "";

        public Builder title(String title) {
            this.title = title;
            return this;
        }

        public Book build() {
            return new Book(title);
        }
    }
}
