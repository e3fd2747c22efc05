package io.opsmon.sample.order;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;

/** An order of a customer. */
public record Order(String number, String customer, Status status, LocalDateTime placedAt, List<OrderLine> lines) {

    /** The status of an order. */
    public enum Status {
        /** Placed and in the warehouse. */
        PLACED,
        /** Sent to the customer. */
        SHIPPED,
        /** Cancelled; the goods are back in stock. */
        CANCELLED
    }

    /** One product of an order. */
    public record OrderLine(String sku, int quantity, BigDecimal price) {}

    /** Returns the total price. */
    public BigDecimal total() {
        return lines.stream()
                .map(line -> line.price().multiply(BigDecimal.valueOf(line.quantity())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
