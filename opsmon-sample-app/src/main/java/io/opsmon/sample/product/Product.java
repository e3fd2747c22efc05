package io.opsmon.sample.product;

import java.math.BigDecimal;

/** Something for sale. */
public record Product(String sku, String name, BigDecimal price, int stock) {}
