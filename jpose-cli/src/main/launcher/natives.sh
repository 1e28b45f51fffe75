# For the launcher: the files of the native libraries that only some commands need.
native_video='${natives.video}'
native_training='${natives.training}'
