/**
 * How the program is called on this command line, for the commands that it proposes: `gradus`, unless a wrapper such as
 * `npm start` says otherwise in GRADUS_COMMAND.
 */
export const calledAs = process.env['GRADUS_COMMAND'] ?? 'gradus'
