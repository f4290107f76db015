// Initiates the replica set once and keeps the services' users as they should be; safe to repeat.
// Environment: MONGO_SET, MONGO_MEMBERS (host:port,…), MONGO_ROOT, MONGO_USERS (name:role:database,…).
const fs = require("fs");

const secret = (name) => fs.readFileSync(`/run/secrets/${name}`, "utf8");
const members = process.env.MONGO_MEMBERS.split(",");
const login = `${encodeURIComponent(process.env.MONGO_ROOT)}:${encodeURIComponent(secret("root"))}`;
const options = "authSource=admin&directConnection=true&serverSelectionTimeoutMS=5000";
const admin = connect();

function connect() {
  try {
    return new Mongo(`mongodb://${login}@${members[0]}/?${options}`).getDB("admin");
  } catch (error) {
    if (error.code !== 18) { // AuthenticationFailed
      throw error;
    }
    print("REFUSED: sorcha:mongoPassword is not what this data was made with.");
    print("Give the old one again; changing it is not built yet.");
    process.exit(65); // ends the job at once: trying again cannot help
  }
}

if (!admin.hello().setName) {
  const config = {
    _id: process.env.MONGO_SET,
    members: members.map((host, _id) => ({ _id, host })),
  };
  admin.runCommand({ replSetInitiate: config });
  print(`replica set ${config._id} initiated with ${members.length} member(s)`);
}
// Here, and not by running the script again: the shell alone takes a second to start.
for (const deadline = Date.now() + 20000; !admin.hello().isWritablePrimary; sleep(100)) {
  if (Date.now() > deadline) {
    throw new Error(`${members[0]} is not the primary yet`);
  }
}
for (const entry of process.env.MONGO_USERS.split(",")) {
  const [user, role, db] = entry.split(":");
  const wanted = { pwd: secret(user), roles: [{ role, db }] };
  if (admin.getUser(user) === null) {
    admin.createUser({ user, ...wanted });
  } else {
    admin.updateUser(user, wanted);
  }
  print(`user ${user} has ${role} on ${db}`);
}
