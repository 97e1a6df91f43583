@NullMarked
package dev.carillon.server.observe.health;

import org.jspecify.annotations.NullMarked;
