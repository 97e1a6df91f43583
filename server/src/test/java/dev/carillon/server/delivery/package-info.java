/** The engine's rules of delivery, tried over real stores, a real sender and a real socket. */
@NullMarked
package dev.carillon.server.delivery;

import org.jspecify.annotations.NullMarked;
