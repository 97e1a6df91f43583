/**
 * Writes JSON as bytes: what assets are stored as, payloads and responses are all made of it. Uses
 * the JDK alone.
 */
@NullMarked
package dev.carillon.server.platform.json;

import org.jspecify.annotations.NullMarked;
