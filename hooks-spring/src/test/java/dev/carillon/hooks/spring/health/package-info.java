@NullMarked
package dev.carillon.hooks.spring.health;

import org.jspecify.annotations.NullMarked;
