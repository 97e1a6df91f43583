package dev.carillon.hooks.delivery;

/** One header line of a request or a response. */
public record Header(String name, String value) {}
