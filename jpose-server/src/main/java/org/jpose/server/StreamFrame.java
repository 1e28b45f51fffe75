package org.jpose.server;

/**
 * A frame of a stream as it came.
 *
 * @param number counts the client's frames from 0
 * @param bytes the encoded image
 * @param arrived by {@link System#nanoTime()}
 * @param seconds since the stream was opened
 */
record StreamFrame(long number, byte[] bytes, long arrived, double seconds) {}
