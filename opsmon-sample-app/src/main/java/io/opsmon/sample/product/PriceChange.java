package io.opsmon.sample.product;

import java.math.BigDecimal;

/** A new price and why. */
public record PriceChange(BigDecimal price, String reason) {}
