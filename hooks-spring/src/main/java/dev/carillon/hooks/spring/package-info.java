/** The library in Spring Boot. Depends on {@code hooks}, {@code hooks-jdbc} and Spring. */
@NullMarked
package dev.carillon.hooks.spring;

import org.jspecify.annotations.NullMarked;
