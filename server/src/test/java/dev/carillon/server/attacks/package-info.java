/**
 * Attacks on a running server over real HTTP: who may call what, forged requests, wrong input, too
 * much of it, names and files that lie. Uses nothing of the product but its front door.
 */
@NullMarked
package dev.carillon.server.attacks;

import org.jspecify.annotations.NullMarked;
