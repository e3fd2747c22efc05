package io.opsmon.sample.order;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;

/** What a customer ordered. */
public record Order(String number, String customer, Status status, LocalDateTime placedAt, List<OrderLine> lines) {

    /** Where an order is. */
    public enum Status {
        /** Placed, in the warehouse. */
        PLACED,
        /** On its way. */
        SHIPPED,
        /** Given up; its goods are back in stock. */
        CANCELLED
    }

    /** One product of an order. */
    public record OrderLine(String sku, int quantity, BigDecimal price) {}

    /** What it costs. */
    public BigDecimal total() {
        return lines.stream()
                .map(line -> line.price().multiply(BigDecimal.valueOf(line.quantity())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
