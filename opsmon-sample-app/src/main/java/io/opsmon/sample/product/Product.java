package io.opsmon.sample.product;

import io.opsmon.operationlog.AuditField;
import java.math.BigDecimal;

/** A product for sale. */
public record Product(
        String sku,
        @AuditField(label = "Name") String name,
        @AuditField(label = "Price") BigDecimal price,
        @AuditField(label = "Stock") int stock) {}
