/**
 * The program: {@code Main} runs commands, {@code Server} opens each room and puts them together. A
 * class named {@code …Wiring} opens the parts of one room and adds their calls; what answers the
 * calls is named {@code …Api}, and is in the room. Knows everything below; nothing knows it.
 */
@NullMarked
package dev.carillon.server;

import org.jspecify.annotations.NullMarked;
