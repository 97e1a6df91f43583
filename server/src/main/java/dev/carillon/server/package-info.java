/**
 * The program: {@code Main} runs commands, {@code Server} opens each room and puts them together.
 * Knows everything below; nothing knows it.
 */
@NullMarked
package dev.carillon.server;

import org.jspecify.annotations.NullMarked;
