/**
 * A health indicator for the actuator of Spring Boot 3 and of Spring Boot 4, which have it in
 * different packages. Depends on the packages above it and on Spring.
 */
@NullMarked
package dev.carillon.hooks.spring.health;

import org.jspecify.annotations.NullMarked;
