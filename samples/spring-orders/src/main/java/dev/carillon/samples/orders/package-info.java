/** A shop in Spring Boot: orders in PostgreSQL, and webhooks that its customers manage. */
@NullMarked
package dev.carillon.samples.orders;

import org.jspecify.annotations.NullMarked;
