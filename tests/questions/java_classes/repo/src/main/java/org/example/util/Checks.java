package org.example.util;

public final class Checks {
    private Checks() {}

    public static void notEmpty(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("empty");
        }
    }
}
