/** Programs of Spring Boot with webhooks; all tests run on each generation that is supported. */
@NullMarked
package dev.carillon.hooks.spring.boot;

import org.jspecify.annotations.NullMarked;
