@NullMarked
package dev.carillon.server.operations.health;

import org.jspecify.annotations.NullMarked;
