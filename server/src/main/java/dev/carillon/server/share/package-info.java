/**
 * Sharing with people who have no account: auth keys, their events, and the page where the receiver
 * sees and downloads what was shared. Builds on assets and folders.
 */
@NullMarked
package dev.carillon.server.share;

import org.jspecify.annotations.NullMarked;
