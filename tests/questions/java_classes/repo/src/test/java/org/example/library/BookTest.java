package org.example.library;

import org.junit.jupiter.api.Test;

class BookTest {
    @Test
    void hasATitle() {
        assert new Book("a").title().equals("a");
    }
}
