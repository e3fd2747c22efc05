package io.opsmon.sample.customer;

/** A customer. */
public record Customer(String number, String name, String email, String city) {}
