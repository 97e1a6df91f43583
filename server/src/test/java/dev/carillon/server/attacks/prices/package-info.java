/** What requests cost: processor time, memory and disk, and what others feel meanwhile. */
@NullMarked
package dev.carillon.server.attacks.prices;

import org.jspecify.annotations.NullMarked;
