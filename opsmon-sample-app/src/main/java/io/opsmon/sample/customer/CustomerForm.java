package io.opsmon.sample.customer;

/** The form for a new customer. */
public record CustomerForm(String name, String email, String city) {}
