package dev.carillon.samples.orders;

/**
 * An order; this is also what webhooks get.
 *
 * @param id its number
 * @param customer who placed it
 * @param item what was ordered
 * @param status {@code placed} or {@code shipped}
 */
public record Order(long id, String customer, String item, String status) {}
