/** FFmpeg as it is: its library, its errors, open inputs. */
package org.jpose.media.video.ffmpeg;
