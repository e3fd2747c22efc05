package io.opsmon.sample.order;

import io.opsmon.operationlog.Sensitive;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The form for a new order. */
public record OrderForm(
        String customer,
        List<Item> items,
        @Sensitive @Nullable String paymentReference) {

    /** A quantity of one product. */
    public record Item(String sku, int quantity) {}
}
