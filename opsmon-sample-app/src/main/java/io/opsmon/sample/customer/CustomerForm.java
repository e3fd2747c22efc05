package io.opsmon.sample.customer;

/** What is asked of a new customer. */
public record CustomerForm(String name, String email, String city) {}
