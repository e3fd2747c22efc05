package io.opsmon.sample.customer;

/** Somebody who buys. */
public record Customer(String number, String name, String email, String city) {}
