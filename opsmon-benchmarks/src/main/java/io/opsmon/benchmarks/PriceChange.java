package io.opsmon.benchmarks;

import java.math.BigDecimal;
import java.util.List;

/** The small argument that payload benchmarks capture. */
public record PriceChange(String sku, BigDecimal price, String reason, List<String> labels) {}
