package io.opsmon.sample.order;

import io.opsmon.operationlog.Sensitive;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order as it comes in. */
public record OrderForm(
        String customer,
        List<Item> items,
        @Sensitive @Nullable String paymentReference) {

    /** So many of a product. */
    public record Item(String sku, int quantity) {}
}
