/**
 * A REST controller that manages webhooks, for programs that ask for it. Depends on the packages
 * above it, on Spring MVC and, where the program has it, on Spring Security.
 */
@NullMarked
package dev.carillon.hooks.spring.management;

import org.jspecify.annotations.NullMarked;
