package io.opsmon.operationlog.internal.change;

import org.jspecify.annotations.Nullable;

/** Two long texts, truncated to the part that differs and a few characters around this part. */
record Excerpt(String before, String after) {

    private static final int CONTEXT = 16;
    private static final String CUT = "…";

    static Excerpt of(String a, String b, int maxLength) {
        int shorter = Math.min(a.length(), b.length());
        int start = 0;
        while (start < shorter && a.charAt(start) == b.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && a.charAt(a.length() - 1 - end) == b.charAt(b.length() - 1 - end)) {
            end++;
        }
        int from = Math.max(0, start - CONTEXT);
        int behind = Math.max(0, end - CONTEXT);
        return new Excerpt(part(a, from, behind, maxLength), part(b, from, behind, maxLength));
    }

    private static String part(String text, int from, int behind, int maxLength) {
        int to = text.length() - behind;
        String middle = text.substring(from, to);
        String head = from == 0 ? "" : CUT;
        String tail = behind == 0 ? "" : CUT;
        return middle.length() + head.length() + tail.length() <= maxLength
                ? head + middle + tail
                : head + cut(middle, maxLength - head.length());
    }

    /** Truncates a text, and appends the number of omitted characters. */
    static @Nullable String cut(@Nullable String text, int maxLength) {
        if (text == null || text.length() <= maxLength) {
            return text;
        }
        // Reserves space for the mark.
        int kept = Math.max(1, maxLength - 24);
        int end = Character.isHighSurrogate(text.charAt(kept - 1)) ? kept - 1 : kept;
        return text.substring(0, end) + CUT + " (" + (text.length() - end) + " more)";
    }
}
