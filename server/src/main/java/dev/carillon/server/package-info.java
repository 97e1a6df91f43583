/**
 * The program: {@code Main} runs commands, {@code Server} opens each area and puts them together. A
 * class named {@code …Wiring} opens the parts of one area and adds their calls; what answers the
 * calls is named {@code …Api}, and is in the area. Knows everything below; nothing knows it.
 */
@NullMarked
package dev.carillon.server;

import org.jspecify.annotations.NullMarked;
