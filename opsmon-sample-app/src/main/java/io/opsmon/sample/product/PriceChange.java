package io.opsmon.sample.product;

import java.math.BigDecimal;

/** A new price and the reason for the change. */
public record PriceChange(BigDecimal price, String reason) {}
