// Whether this empty member is the first of a new set: status 0 if all of MONGO_FIRST confirm it.
load("/sorcha/mongo-members.js");

for (const peer of process.env.MONGO_FIRST.split(",")) {
  const said = hello(peer);
  if (said === null) {
    print(`waiting for ${peer}: it does not answer, and may hold the data that this member lost`);
    process.exit(1);
  }
  // A member that just started may not have its set yet, but it has its users.
  if (said.setName || asRoot(peer) !== null) {
    print(`SET EXISTS at ${peer}: this member starts empty and copies its data`);
    process.exit(1);
  }
}
